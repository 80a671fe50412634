package wav

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Write writes sound of 8000 samples a second as a WAV file of 16 bits and one channel.
func Write(w io.Writer, sound []int16) error {
	if int64(len(sound))*2 > math.MaxUint32-36 {
		return fmt.Errorf("%w: %d samples do not fit one", ErrTooLarge, len(sound))
	}
	data := make([]byte, 0, 44+2*len(sound))
	data = append(data, "RIFF"...)
	data = binary.LittleEndian.AppendUint32(data, uint32(36+2*len(sound)))
	data = append(data, "WAVEfmt "...)
	data = binary.LittleEndian.AppendUint32(data, 16)
	data = binary.LittleEndian.AppendUint16(data, formatPCM)
	data = binary.LittleEndian.AppendUint16(data, 1) // channels
	data = binary.LittleEndian.AppendUint32(data, Rate)
	data = binary.LittleEndian.AppendUint32(data, 2*Rate) // octets a second
	data = binary.LittleEndian.AppendUint16(data, 2)      // octets a sample
	data = binary.LittleEndian.AppendUint16(data, 16)     // bits
	data = append(data, "data"...)
	data = binary.LittleEndian.AppendUint32(data, uint32(2*len(sound)))
	for _, s := range sound {
		data = binary.LittleEndian.AppendUint16(data, uint16(s))
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("writing WAV file: %w", err)
	}
	return nil
}
