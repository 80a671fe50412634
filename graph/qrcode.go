package graph

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quietZone is the white border that scanners ask for around a QR code, in modules (ISO/IEC 18004 section 9.1).
const quietZone = 4

// qrCode draws a text as an SVG picture: one unit a module, black on white whatever the page behind it. Level M mends
// 15 % of the picture, as a crumpled sheet of paper needs.
func qrCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("graph: draw QR code: %w", err)
	}
	side := code.Size + 2*quietZone
	var picture strings.Builder
	fmt.Fprintf(&picture, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, side, side)
	fmt.Fprintf(&picture, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, side, side)
	for y := range code.Size {
		drawRow(&picture, code, y)
	}
	picture.WriteString(`"/></svg>`)
	return picture.String(), nil
}

// drawRow draws each run of black modules as one rectangle.
func drawRow(picture *strings.Builder, code *qr.Code, y int) {
	for x := 0; x < code.Size; x++ {
		start := x
		for x < code.Size && code.Black(x, y) {
			x++
		}
		if x > start {
			fmt.Fprintf(picture, "M%d %dh%dv1h-%dz", start+quietZone, y+quietZone, x-start, x-start)
		}
	}
}
