package browser

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Picture takes a picture of what the page shows and returns the path of the file NAME.png. It is kept in the folder
// that the variable ARTIFACTS names, else in that of the test (go test -artifacts keeps it).
func (p *Page) Picture(name string) string {
	p.t.Helper()
	p.Settle()
	path, err := p.picture(name)
	if err != nil {
		p.t.Fatalf("picture %s: %v", name, err)
	}
	return path
}

func (p *Page) picture(name string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return "", err
	}
	folder := os.Getenv("ARTIFACTS")
	if folder == "" {
		folder = p.t.ArtifactDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(folder, name+".png")
	return path, os.WriteFile(path, png, 0o644)
}
