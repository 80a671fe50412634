package browser

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violation is a rule of accessibility that the page breaks.
type Violation struct {
	ID      string   // name of the rule, such as "color-contrast"
	Impact  string   // minor, moderate, serious or critical
	Help    string   // the rule in words
	Targets []string // CSS selectors of what breaks it, at most five
}

// Rules of WCAG 2.1, levels A and AA.
const rules = `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']`

// Accessible fails the test where the page as it stands breaks a rule of WCAG 2.1 A or AA, as far as axe can tell.
// It needs axe-core in web/node_modules (npm ci) and only notes its absence otherwise.
func (p *Page) Accessible(what string) {
	p.t.Helper()
	for _, v := range p.Violations() {
		p.t.Errorf("%s: %s (%s): %s\n\t%s", what, v.ID, v.Impact, v.Help, strings.Join(v.Targets, "\n\t"))
	}
}

// Violations returns the rules of WCAG 2.1 A and AA that the page breaks, as far as axe can tell.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	axe, err := axeSource()
	if err != nil {
		p.t.Logf("accessibility is not checked: %v", err)
		return nil
	}
	p.Settle()
	p.do("load axe", chromedp.Evaluate[chromedp.Void](axe+"; undefined"))
	return Eval[[]Violation](p, `axe.run(document, {runOnly: `+rules+`}).then(result => result.violations.map(v => ({
		ID: v.id, Impact: v.impact, Help: v.help,
		Targets: v.nodes.slice(0, 5).map(n => n.target.join(' ') + '  ' + (n.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 240)),
	})))`)
}

// axeSource reads axe-core from web/node_modules, looked for from the working folder upwards.
func axeSource() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		source, err := os.ReadFile(filepath.Join(folder, "web", "node_modules", "axe-core", "axe.min.js"))
		if err == nil {
			return string(source), nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", err
		}
		folder = parent
	}
}
