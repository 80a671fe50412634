// Package g711 turns linear sound into the 64 kbit/s codes of ITU-T G.711 and back. Samples are 16 bits wide, as
// sound cards have them; A-law keeps the upper 13 of them and µ-law the upper 14. The package knows nothing of
// packets, files or calls.
package g711

import "math/bits"

// Law is one of the two ways to code, known by its static RTP payload type (RFC 3551 section 6).
type Law uint8

// The laws.
const (
	Mu Law = 0 // PCMU: North America and Japan
	A  Law = 8 // PCMA: everywhere else
)

// Silence is the code of a sample of value zero, or the one nearest to it.
func (l Law) Silence() byte { return l.encoder()[0] }

// Encode appends the codes of the samples. A law that is none is taken for µ-law.
func (l Law) Encode(dst []byte, samples []int16) []byte {
	table, shift := l.encoder(), l.shift()
	for _, s := range samples {
		dst = append(dst, table[uint16(s)>>shift])
	}
	return dst
}

// Decode appends the samples of the codes. A law that is none is taken for µ-law.
func (l Law) Decode(dst []int16, codes []byte) []int16 {
	table := &muSamples
	if l == A {
		table = &aSamples
	}
	for _, c := range codes {
		dst = append(dst, table[c])
	}
	return dst
}

func (l Law) encoder() []byte {
	if l == A {
		return aCodes[:]
	}
	return muCodes[:]
}

// shift drops the bits that the law does not keep, so that the tables stay within the first-level cache.
func (l Law) shift() int {
	if l == A {
		return 3
	}
	return 2
}

// The tables are computed once when the program starts and never written again.
var (
	aCodes    = aEncoder()
	muCodes   = muEncoder()
	aSamples  = decoder(aSample)
	muSamples = decoder(muSample)
)

func aEncoder() (table [1 << 13]byte) {
	for i := range table {
		table[i] = aCode(int(int16(i << 3)))
	}
	return table
}

func muEncoder() (table [1 << 14]byte) {
	for i := range table {
		table[i] = muCode(int(int16(i << 2)))
	}
	return table
}

func decoder(sample func(byte) int16) (table [256]int16) {
	for i := range table {
		table[i] = sample(byte(i))
	}
	return table
}

// aCode is G.711 table 1: eight segments of sixteen steps, the lower two of equal width; positive values have the
// sign bit set, and every even bit is inverted for the sake of old lines.
func aCode(sample int) byte {
	sign := byte(0x80)
	if sample < 0 {
		sign, sample = 0, ^sample
	}
	magnitude := uint(sample) >> 4
	segment := max(bits.Len(magnitude)-4, 0)
	step := magnitude & 0x0f
	if segment > 1 {
		step = magnitude >> (segment - 1) & 0x0f
	}
	return (sign | byte(segment)<<4 | byte(step)) ^ 0x55
}

func aSample(code byte) int16 {
	code ^= 0x55
	segment, step := int(code>>4&7), int(code&0x0f)
	sample := step<<4 + 8 // the middle of the step
	if segment > 0 {
		sample = (sample + 0x100) << (segment - 1)
	}
	if code&0x80 == 0 {
		sample = -sample
	}
	return int16(sample)
}

// muBias makes the segments of G.711 table 2 start at powers of two. It is counted in units of 14 bits.
const muBias = 33

// muCode is G.711 table 2: eight segments, each twice as wide as the one below; all bits inverted.
func muCode(sample int) byte {
	sign := byte(0)
	if sample < 0 {
		sign, sample = 0x80, ^sample
	}
	magnitude := min(uint(sample)>>2+muBias, 1<<13-1)
	segment := bits.Len(magnitude) - 6
	step := magnitude >> (segment + 1) & 0x0f
	return ^(sign | byte(segment)<<4 | byte(step))
}

func muSample(code byte) int16 {
	code = ^code
	segment, step := int(code>>4&7), int(code&0x0f)
	sample := ((step<<1+muBias)<<segment - muBias) << 2
	if code&0x80 != 0 {
		sample = -sample
	}
	return int16(sample)
}
