package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take before the test fails. It bounds a hang and is no measure of speed.
const patience = 30 * time.Second

// Names under which Chromium is installed, in the order in which they are tried after the variable CHROMIUM.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Find returns the path of an installed Chromium, or "" where there is none.
func Find() string {
	for _, name := range append([]string{os.Getenv("CHROMIUM")}, names...) {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Page is one tab of a browser of its own. Its methods fail the test where a step does not succeed.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu     sync.Mutex
	faults []string
}

// Option changes how the browser is started.
type Option func(*settings)

type settings struct {
	width, height int
	flags         []chromedp.ExecAllocatorOption
}

// Size sets the width and height of the window in pixels; 1320 by 860 where it is not set.
func Size(width, height int) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Flag passes a command line flag to Chromium, such as those for an invented microphone.
func Flag(name string, value any) Option {
	return func(s *settings) { s.flags = append(s.flags, chromedp.Flag(name, value)) }
}

// Open starts a headless Chromium with nothing left over from earlier runs and returns its page. The browser ends with
// the test. Without an installed Chromium the test is skipped. At its end the test fails where the page threw an
// exception that nothing caught, or something violated its Content-Security-Policy.
func Open(t testing.TB, options ...Option) *Page {
	t.Helper()
	path := Find()
	if path == "" {
		t.Skip("no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path")
	}
	s := settings{width: 1320, height: 860}
	for _, option := range options {
		option(&s)
	}
	// Cleanups run last in, first out: the browser must be gone before its folder is removed.
	folder := t.TempDir()
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), arguments(path, folder, s)...)
	ctx, stop := chromedp.NewContext(allocator, chromedp.WithErrorf(t.Logf))
	page := &Page{t: t, ctx: ctx}
	t.Cleanup(func() {
		stop()
		stopAllocator()
		page.reportFaults()
	})
	page.watchConsole()
	page.Resize(s.width, s.height)
	return page
}

// Tab opens a further tab of the same browser, which shares what the browser keeps. It ends with the test.
func (p *Page) Tab() *Page {
	p.t.Helper()
	ctx, stop := chromedp.NewContext(p.ctx)
	tab := &Page{t: p.t, ctx: ctx}
	p.t.Cleanup(func() {
		stop()
		tab.reportFaults()
	})
	tab.watchConsole()
	return tab
}

func arguments(path, folder string, s settings) []chromedp.ExecAllocatorOption {
	all := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(folder),
		chromedp.WindowSize(s.width, s.height),
		chromedp.Headless,
		chromedp.NoSandbox,
		chromedp.NoFirstRun,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	return append(all, s.flags...)
}

// watchConsole collects what the page writes to its console from the first page on.
func (p *Page) watchConsole() {
	messages := chromedp.Console(p.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for message, err := range messages {
			if err != nil {
				return
			}
			p.heard(message)
		}
	}()
	// Ends with the browser, whose cleanup is registered before this one and so runs after it.
	p.t.Cleanup(func() {
		_ = chromedp.Cancel(p.ctx)
		<-done
	})
}

func (p *Page) heard(message chromedp.ConsoleMessage) {
	if message.Type == chromedp.ConsoleError || message.IsException() {
		p.t.Logf("console %s%s", message, where(message))
	}
	if !message.IsException() && message.Source != "security" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, message.String())
}

// where says which line of the page a message came from, as far as the browser knows.
func where(message chromedp.ConsoleMessage) string {
	if message.Stack == nil || len(message.Stack.CallFrames) == 0 {
		return ""
	}
	frame := message.Stack.CallFrames[0]
	return fmt.Sprintf(" (%s, %s:%d:%d)", frame.FunctionName, frame.URL, frame.LineNumber+1, frame.ColumnNumber+1)
}

func (p *Page) reportFaults() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.t.Errorf("the page failed: %s", fault)
	}
}

// Context returns the chromedp context of the page, for steps that the methods here do not have.
func (p *Page) Context() context.Context { return p.ctx }

// do runs one step within [patience].
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.picture("failed")
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Resize sets the size of the page in pixels.
func (p *Page) Resize(width, height int) {
	p.t.Helper()
	// Without a patience of its own: the first step starts the browser, which lives as long as its context.
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(int64(width), int64(height))); err != nil {
		p.t.Fatalf("start Chromium: %v", err)
	}
}

// Prefer makes the page see a preference of the person, such as "prefers-color-scheme" "dark".
func (p *Page) Prefer(feature, value string) {
	p.t.Helper()
	p.do("prefer "+feature, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: feature, Value: value}},
		})
		return chromedp.Void{}, err
	})
}

// Slow makes the processor of the page slower by the factor.
func (p *Page) Slow(factor float64) {
	p.t.Helper()
	p.do("slow down", func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: factor})
		return chromedp.Void{}, err
	})
}
