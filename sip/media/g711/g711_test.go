package g711

import (
	"math"
	"slices"
	"testing"
)

// aLevels and muLevels are the decoder outputs of G.711 for positive values, built from the text of the tables: the
// first segment, then sixteen equal steps for each following one, every value in the middle of its step.
func aLevels() (levels []int) {
	for i := range 32 {
		levels = append(levels, 16*i+8)
	}
	for segment := 2; segment < 8; segment++ {
		width := 16 << (segment - 1)
		for i := range 16 {
			levels = append(levels, 16*width+i*width+width/2)
		}
	}
	return levels
}

func muLevels() (levels []int) {
	levels = append(levels, 0)
	for i := 1; i < 16; i++ {
		levels = append(levels, 8*i)
	}
	edge := 124 // upper end of the first segment in units of 16 bits
	for segment := 1; segment < 8; segment++ {
		width := 8 << segment
		for i := range 16 {
			levels = append(levels, edge+i*width+width/2)
		}
		edge += 16 * width
	}
	return levels
}

func TestDecodeIsTable(t *testing.T) {
	for law, levels := range map[Law][]int{A: aLevels(), Mu: muLevels()} {
		if len(levels) != 128 {
			t.Fatalf("%d levels", len(levels))
		}
		for i, level := range levels {
			positive, negative := byte(0x80|i)^0x55, byte(i)^0x55
			if law == Mu {
				positive, negative = ^byte(i), ^byte(0x80|i)
			}
			got := law.Decode(nil, []byte{positive, negative})
			if !slices.Equal(got, []int16{int16(level), int16(-level)}) {
				t.Errorf("law %d level %d: got %d, want ±%d", law, i, got, level)
			}
		}
	}
}

// Each of the 65536 samples must get the code of the step it lies in, and so the level in the middle of that step.
func TestEncodeEverySample(t *testing.T) {
	for law, levels := range map[Law][]int{A: aLevels(), Mu: muLevels()} {
		for s := math.MinInt16; s <= math.MaxInt16; s++ {
			magnitude := s
			if s < 0 {
				magnitude = -s - 1 // the bits that are cut off round towards minus infinity
			}
			got := int(law.Decode(nil, law.Encode(nil, []int16{int16(s)}))[0])
			i, found := slices.BinarySearch(levels, max(got, -got))
			if !found || (got < 0 && s >= 0) || (got > 0 && s < 0) {
				t.Fatalf("law %d: %d became %d", law, s, got)
			}
			low, high := step(law, levels, i)
			if magnitude < low || magnitude >= high {
				t.Fatalf("law %d: %d became %d, the level of %d to %d", law, s, got, low, high)
			}
		}
	}
}

// step returns the decision values around a level. The outermost step has no end: louder samples are clipped.
func step(law Law, levels []int, i int) (low, high int) {
	for k := range i + 1 {
		low = high
		if k == 0 && law == Mu {
			high = 4 // the step around zero is half as wide to either side
			continue
		}
		high = low + 2*(levels[k]-low)
	}
	if i == len(levels)-1 {
		high = math.MaxInt16 + 1
	}
	return low, high
}

// The thresholds of the recommendation, as loops over segments in the manner of its reference software.
func TestEncodeMatchesReference(t *testing.T) {
	for s := math.MinInt16; s <= math.MaxInt16; s++ {
		samples := []int16{int16(s)}
		if got, want := A.Encode(nil, samples)[0], referenceA(s); got != want {
			t.Fatalf("A-law of %d: %#x, want %#x", s, got, want)
		}
		if got, want := Mu.Encode(nil, samples)[0], referenceMu(s); got != want {
			t.Fatalf("µ-law of %d: %#x, want %#x", s, got, want)
		}
	}
}

func referenceA(s int) byte {
	negative := s < 0
	if negative {
		s = -s - 1
	}
	code := s / 16
	if code > 15 {
		exponent := 1
		for ; code > 31; exponent++ {
			code /= 2
		}
		code = code - 16 + 16*exponent
	}
	if !negative {
		code += 128
	}
	return byte(code) ^ 0b01010101
}

func referenceMu(s int) byte {
	negative := s < 0
	if negative {
		s = -s - 1
	}
	magnitude := min(s/4+33, 8191)
	segment := 1
	for rest := magnitude / 64; rest > 0; rest /= 2 {
		segment++
	}
	code := 16*(8-segment) + 15 - magnitude>>segment&15
	if !negative {
		code += 128
	}
	return byte(code)
}

// A code that is decoded and coded again stays itself; µ-law has two zeros, of which the negative one is lost.
func TestRoundTrip(t *testing.T) {
	for _, law := range []Law{A, Mu} {
		for c := range 256 {
			got := law.Encode(nil, law.Decode(nil, []byte{byte(c)}))[0]
			if got != byte(c) && !(law == Mu && c == 0x7f && got == 0xff) {
				t.Errorf("law %d: %#x became %#x", law, c, got)
			}
		}
	}
	if A.Silence() != 0xd5 || Mu.Silence() != 0xff {
		t.Errorf("silence is %#x and %#x", A.Silence(), Mu.Silence())
	}
}

func BenchmarkEncode(b *testing.B) {
	samples, codes := make([]int16, 160), make([]byte, 0, 160)
	for i := range samples {
		samples[i] = int16(i * 400)
	}
	b.ReportAllocs()
	for b.Loop() {
		codes = A.Encode(codes[:0], samples)
	}
}
