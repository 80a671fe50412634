// Package wav reads and writes sound files: RIFF/WAVE with uncompressed samples. What comes out is what a telephone
// line carries, one channel of 8000 samples a second. The package knows nothing of codes, packets or calls.
package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Rate is the number of samples in a second of what Read returns and Write takes.
const Rate = 8000

// MaxBytes is the largest file that is read: an hour of stereo at 16 bits and 16 kHz would be 230 MB; a quarter of
// an hour fits.
const MaxBytes = 64 << 20

// Errors of [Read]. They are wrapped with what was found and what to do about it.
var (
	ErrNotWAV      = errors.New("not a WAV file")
	ErrDamaged     = errors.New("damaged WAV file")
	ErrUnsupported = errors.New("WAV file of a kind that is not played")
	ErrTooLarge    = errors.New("WAV file is too large")
)

const remedy = `convert it with "sox FILE -r 8000 -b 16 -c 1 OUT.wav"`

const (
	formatPCM        = 1
	formatExtensible = 0xfffe
)

// format is the part of the "fmt " chunk that matters.
type format struct {
	tag      uint16
	channels int
	rate     int
	bits     int
}

// Read returns the sound of a WAV file as one channel of 16 bits and 8000 samples a second. It takes 8 and 16 bits,
// one or two channels and the usual rates from 8 to 48 kHz.
func Read(r io.Reader) ([]int16, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading WAV file: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: more than %d MB; cut it shorter or %s", ErrTooLarge, MaxBytes>>20, remedy)
	}
	return parse(data)
}

func parse(data []byte) ([]int16, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, fmt.Errorf("%w: it does not begin with RIFF and WAVE; %s", ErrNotWAV, remedy)
	}
	var f *format
	for rest := data[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		if name == "data" {
			// Programs that write to a pipe cannot know the length and leave 0xffffffff: take what is there.
			return f.sound(body[:min(size, uint64(len(body)))])
		}
		if size > uint64(len(body)) {
			return nil, fmt.Errorf("%w: the part %q claims %d octets, but only %d follow", ErrDamaged, name, size, len(body))
		}
		if name == "fmt " {
			var err error
			if f, err = parseFormat(body[:size]); err != nil {
				return nil, err
			}
		}
		rest = body[min(size+size%2, uint64(len(body))):] // parts begin at even places
	}
	return nil, fmt.Errorf("%w: it holds no sound", ErrDamaged)
}

func parseFormat(body []byte) (*format, error) {
	if len(body) < 16 {
		return nil, fmt.Errorf("%w: its format takes %d octets, not 16", ErrDamaged, len(body))
	}
	f := &format{
		tag:      binary.LittleEndian.Uint16(body),
		channels: int(binary.LittleEndian.Uint16(body[2:])),
		rate:     int(binary.LittleEndian.Uint32(body[4:])),
		bits:     int(binary.LittleEndian.Uint16(body[14:])),
	}
	if f.tag == formatExtensible && len(body) >= 26 {
		f.tag = binary.LittleEndian.Uint16(body[24:]) // the first octets of the sub-format are the tag proper
	}
	return f, f.check()
}

func (f *format) check() error {
	switch {
	case f.tag != formatPCM:
		return fmt.Errorf("%w: it is compressed (format %d); %s", ErrUnsupported, f.tag, remedy)
	case f.bits != 8 && f.bits != 16:
		return fmt.Errorf("%w: %d bits a sample, only 8 and 16 are; %s", ErrUnsupported, f.bits, remedy)
	case f.channels != 1 && f.channels != 2:
		return fmt.Errorf("%w: %d channels, only mono and stereo are; %s", ErrUnsupported, f.channels, remedy)
	case !knownRate(f.rate):
		return fmt.Errorf("%w: %d samples a second; %s", ErrUnsupported, f.rate, remedy)
	}
	return nil
}

// sound mixes the channels and brings the samples to the rate of a telephone line.
func (f *format) sound(body []byte) ([]int16, error) {
	if f == nil {
		return nil, fmt.Errorf("%w: the sound comes before its format", ErrDamaged)
	}
	width := f.bits / 8 * f.channels
	mono := make([]int16, len(body)/width)
	for i := range mono {
		sum := 0
		for c := range f.channels {
			sum += f.sample(body[i*width+c*f.bits/8:])
		}
		mono[i] = int16(sum / f.channels)
	}
	return resample(mono, f.rate), nil
}

// sample reads one sample: 8 bits are unsigned, 16 bits signed.
func (f *format) sample(body []byte) int {
	if f.bits == 8 {
		return (int(body[0]) - 128) << 8
	}
	return int(int16(binary.LittleEndian.Uint16(body)))
}
