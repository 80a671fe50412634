package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"graphpbx/sip/media/tone"
)

// file builds a WAV file of one second of 440 Hz at half of full scale.
func file(rate, bits, channels int) []byte {
	var body []byte
	for i := range rate {
		s := math.Sin(2*math.Pi*440*float64(i)/float64(rate)) / 2
		for range channels {
			if bits == 8 {
				body = append(body, byte(128+127*s))
				continue
			}
			body = binary.LittleEndian.AppendUint16(body, uint16(int16(math.MaxInt16*s)))
		}
	}
	return build(formatPCM, rate, bits, channels, body)
}

func build(tag, rate, bits, channels int, body []byte) []byte {
	f := binary.LittleEndian.AppendUint16(nil, uint16(tag))
	f = binary.LittleEndian.AppendUint16(f, uint16(channels))
	f = binary.LittleEndian.AppendUint32(f, uint32(rate))
	f = binary.LittleEndian.AppendUint32(f, uint32(rate*bits/8*channels))
	f = binary.LittleEndian.AppendUint16(f, uint16(bits/8*channels))
	f = binary.LittleEndian.AppendUint16(f, uint16(bits))
	return slices.Concat([]byte("RIFF\x00\x00\x00\x00WAVE"), part("LIST", []byte("odd")), part("fmt ", f), part("data", body))
}

func part(name string, body []byte) []byte {
	data := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	data = append(data, body...)
	if len(body)%2 != 0 {
		data = append(data, 0)
	}
	return data
}

func TestReadKinds(t *testing.T) {
	for _, rate := range rates {
		for _, bits := range []int{8, 16} {
			for _, channels := range []int{1, 2} {
				sound, err := Read(bytes.NewReader(file(rate, bits, channels)))
				if err != nil || len(sound) != Rate {
					t.Fatalf("%d Hz %d bits %d channels: %d samples, %v", rate, bits, channels, len(sound), err)
				}
				peak := tone.Strongest(sound)
				// Half of full scale is 6 dB below it, and a sine's mean 3 dB below its peak.
				if math.Abs(peak.Frequency-440) > 1 || math.Abs(peak.Loudness+9.03) > 0.2 || peak.Purity < 0.99 {
					t.Errorf("%d Hz %d bits %d channels: %+v", rate, bits, channels, peak)
				}
			}
		}
	}
}

// What a telephone line cannot carry must not come back as another tone.
func TestResampleDoesNotFold(t *testing.T) {
	sound := make([]int16, 16000)
	for i := range sound {
		sound[i] = int16(math.MaxInt16 / 2 * math.Sin(2*math.Pi*6000*float64(i)/16000))
	}
	if peak := tone.Strongest(resample(sound, 16000)); peak.Frequency != 0 {
		t.Errorf("6000 Hz became %+v", peak)
	}
}

func TestWriteThenRead(t *testing.T) {
	want := []int16{0, 1, -1, math.MaxInt16, math.MinInt16}
	var file bytes.Buffer
	if err := Write(&file, want); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(&file); err != nil || !slices.Equal(got, want) {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	good := file(8000, 16, 1)
	tests := []struct {
		name string
		data []byte
		want error
		says string
	}{
		{"empty", nil, ErrNotWAV, "RIFF"},
		{"MP3", []byte("ID3\x04\x00\x00\x00\x00\x00\x00\x00\x00"), ErrNotWAV, "sox"},
		{"cut before the sound", good[:40], ErrDamaged, "claims 16"},
		{"nothing in it", good[:12], ErrDamaged, "no sound"},
		{"no format", slices.Concat(good[:12], part("data", make([]byte, 8))), ErrDamaged, "before its format"},
		{"format too short", slices.Concat(good[:12], part("fmt ", make([]byte, 8))), ErrDamaged, "16"},
		{"part beyond the end", append(slices.Clone(good[:12]), "junk\xff\xff\xff\xffx"...), ErrDamaged, "4294967295"},
		{"compressed", build(85, 8000, 16, 1, nil), ErrUnsupported, "format 85"},
		{"24 bits", build(formatPCM, 8000, 24, 1, nil), ErrUnsupported, "24 bits"},
		{"no bits", build(formatPCM, 8000, 0, 1, nil), ErrUnsupported, "0 bits"},
		{"no channels", build(formatPCM, 8000, 16, 0, nil), ErrUnsupported, "0 channels"},
		{"six channels", build(formatPCM, 8000, 16, 6, nil), ErrUnsupported, "6 channels"},
		{"odd rate", build(formatPCM, 8001, 16, 1, nil), ErrUnsupported, "8001"},
		{"no rate", build(formatPCM, 0, 16, 1, nil), ErrUnsupported, "0 samples"},
		{"too large", make([]byte, MaxBytes+1), ErrTooLarge, "64 MB"},
	}
	for _, test := range tests {
		_, err := Read(bytes.NewReader(test.data))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v that says %q", test.name, err, test.want, test.says)
		}
	}
}

// Recorders that write to a pipe leave the length open, and a last sample may be cut in two.
func TestReadForgives(t *testing.T) {
	data := file(8000, 16, 1)
	at := bytes.Index(data, []byte("data")) + 4
	copy(data[at:], "\xff\xff\xff\xff")
	if sound, err := Read(bytes.NewReader(data[:len(data)-1])); err != nil || len(sound) != 7999 {
		t.Fatalf("%d samples, %v", len(sound), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(8000, 8, 2)[:200])
	f.Add(file(44100, 16, 1)[:300])
	f.Fuzz(func(t *testing.T, data []byte) { Read(bytes.NewReader(data)) })
}
