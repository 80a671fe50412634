package browser

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Go opens an address and waits until the page has loaded.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.do("open "+url, chromedp.Navigate(url))
}

// Reload loads the page anew.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// Click clicks what has the text: a button, a link, a tab, an entry of a menu, a label. It waits until it is there.
func (p *Page) Click(text string) {
	p.t.Helper()
	p.do("click "+text, chromedp.Click(chromedp.JSPath(control(text)), chromedp.NodeVisible))
}

// ClickOn clicks what the CSS selector finds first.
func (p *Page) ClickOn(selector string) {
	p.t.Helper()
	p.do("click on "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Type replaces what stands in the field with the label by the text.
func (p *Page) Type(label, text string) {
	p.t.Helper()
	p.WaitFor(field(label) + " !== null")
	p.do("focus "+label, chromedp.Evaluate[chromedp.Void](field(label)+".focus(), "+field(label)+".select(), undefined"))
	if text == "" {
		p.Press("\b")
		return
	}
	p.Press(text)
}

// Value returns what stands in the field with the label.
func (p *Page) Value(label string) string {
	p.t.Helper()
	p.WaitFor(field(label) + " !== null")
	return Eval[string](p, field(label)+".value")
}

// Press presses keys, wherever the focus is; those without a letter by the constants of package chromedp/kb. A page
// that takes a key as a command can keep it from being typed, as with a real keyboard.
func (p *Page) Press(keys string) {
	p.t.Helper()
	for _, key := range keys {
		p.do("press "+strconv.QuoteRune(key), press(key))
	}
}

// press sends the key with its text in one event, from which the browser makes the typed character. Two events, as
// chromedp sends them, would type the character even where the page prevented it.
func press(letter rune) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		key, known := kb.Keys[letter]
		if !known {
			_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: string(letter)})
			return chromedp.Void{}, err
		}
		event := input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeKeyDown, Key: key.Key, Code: key.Code,
			WindowsVirtualKeyCode: key.Windows, NativeVirtualKeyCode: key.Native,
		}
		if key.Shift {
			event.Modifiers = int64(chromedp.ModifierShift)
		}
		down := event
		if key.Print {
			down.Text, down.UnmodifiedText = key.Text, key.Unmodified
		}
		if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, down); err != nil {
			return chromedp.Void{}, err
		}
		event.Type = input.DispatchKeyEventTypeKeyUp
		_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, event)
		return chromedp.Void{}, err
	}
}

// WaitText waits until the text can be read on the page.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	p.WaitFor("document.body.innerText.includes(" + strconv.Quote(text) + ")")
}

// WaitNoText waits until the text can no longer be read on the page.
func (p *Page) WaitNoText(text string) {
	p.t.Helper()
	p.WaitFor("!document.body.innerText.includes(" + strconv.Quote(text) + ")")
}

// WaitFor waits until the JavaScript expression is true.
func (p *Page) WaitFor(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	poll := chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(patience))
	_, err := chromedp.Run(ctx, poll)
	for isNavigating(err) && ctx.Err() == nil {
		_, err = chromedp.Run(ctx, poll)
	}
	if err != nil {
		p.picture("failed")
		p.t.Fatalf("wait for %s: %v", expression, err)
	}
}

// isNavigating tells whether an expression had no page to run in, since one was just giving way to the next.
func isNavigating(err error) bool {
	if err == nil {
		return false
	}
	for _, said := range []string{"Cannot find context", "context was destroyed", "target navigated or closed"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

// Text returns what can be read in what the CSS selector finds first.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// Eval returns the value of a JavaScript expression; a promise is awaited.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	evaluate := chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise)
	value, err := chromedp.Run(ctx, evaluate)
	for isNavigating(err) && ctx.Err() == nil {
		value, err = chromedp.Run(ctx, evaluate)
	}
	if err != nil {
		p.picture("failed")
		p.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// Settle waits until animations have ended, so that a picture shows their end and not their middle. Animations without
// end, such as a blinking lamp, are not waited for.
func (p *Page) Settle() {
	p.t.Helper()
	const finite = `document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity && a.playState === 'running')`
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Poll[bool](finite+".length === 0"))
}
