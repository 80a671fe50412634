package bench

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
)

const (
	dashboardUsers   = 10000
	dashboardMoving  = 500 // telephones that come and go, each once a second
	dashboardSeconds = 10
)

// TestDashboard measures the page Users/telephones with 10,000 users in Chromium: how many frames a second it shows and
// how much of the main thread it takes, first while nothing happens, then with 500 changes a second from telephones that
// really come and go, at rest and while somebody scrolls.
func TestDashboard(t *testing.T) {
	measuring(t)
	if _, err := os.Stat("../web/dist/index.html"); err != nil {
		t.Skip("the pages are not built: make web")
	}
	p := startOurs(t, dashboardUsers)
	defer p.Stop()
	var page *browser.Page
	onAllCores(t, func() { page = browser.Open(t) })
	page.Go(p.Base + "/users")
	browser.Eval[bool](page, `localStorage.setItem('graphpbx.language', 'en') === undefined`)
	page.Reload()
	page.Type("Username", "admin")
	page.Type("Password", testrig.AdminPassword)
	page.Click("Sign in")
	page.WaitFor(`document.querySelector('.toolbar-shown')?.innerText.includes('10,001')`)
	page.Reload() // as somebody who is signed in already
	page.WaitFor(`document.querySelector('.toolbar-shown')?.innerText.includes('10,001')`)
	reportLoad(page)
	time.Sleep(4 * time.Second) // the present state is applied and drawn
	quiet := watchPage(t, page, false)

	crowd := newCrowd(t, p.SIP, dashboardMoving, dashboardMoving, nil)
	time.Sleep(4 * time.Second) // warm: each has been challenged
	before := crowd.changes.Load()
	busy := watchPage(t, page, false)
	perSecond := float64(crowd.changes.Load()-before) / dashboardSeconds
	scrolled := watchPage(t, page, true)
	crowd.stop()
	what := fmt.Sprintf("dashboard, 10,000 users, %.0f changes/s", perSecond)
	report(what+", frames/s", fmt.Sprintf("%.1f (p99 %.0f ms)", busy.FPS, busy.P99), fmt.Sprintf("%.1f while quiet", quiet.FPS), "–", ">= 55")
	report(what+", CPU of the main thread", fmt.Sprintf("%.0f %%", busy.cpu), fmt.Sprintf("%.0f %% while quiet", quiet.cpu), "–", "< 25 %")
	report(what+", tasks of the main thread by the clock", fmt.Sprintf("%.0f %%", busy.busy), fmt.Sprintf("%.0f %% while quiet", quiet.busy), "–", "–")
	report(what+", while scrolling, frames/s", fmt.Sprintf("%.1f (p99 %.0f ms)", scrolled.FPS, scrolled.P99), "–", "–", "–")
}

// frames is what a page showed in a span of time.
type frames struct {
	FPS  float64 `json:"fps"`
	P99  float64 `json:"p99"` // milliseconds from one frame to the next
	busy float64 // per cent of the time that tasks of the main thread took, also while other processes had its core
	cpu  float64 // per cent of the time in which the main thread had a core
}

const countFrames = `(async scroll => {
	const grid = document.querySelector('.table-grid');
	const gaps = [];
	let last = await new Promise(requestAnimationFrame);
	for (const end = last + %d; last < end;) {
		const now = await new Promise(requestAnimationFrame);
		gaps.push(now - last);
		last = now;
		if (scroll) grid.scrollTop = (grid.scrollTop + 60) %% (grid.scrollHeight - grid.clientHeight);
	}
	gaps.sort((a, b) => a - b);
	return {fps: gaps.length / %d, p99: gaps[Math.floor(gaps.length * 0.99)]};
})(%v)`

func watchPage(t *testing.T, page *browser.Page, scroll bool) frames {
	t.Helper()
	before, begin := mainThread(t, page), time.Now()
	f := browser.Eval[frames](page, fmt.Sprintf(countFrames, dashboardSeconds*1000, dashboardSeconds, scroll))
	after, took := mainThread(t, page), time.Since(begin).Seconds()
	f.busy = (after["TaskDuration"] - before["TaskDuration"]) / took * 100
	f.cpu = (after["ThreadTime"] - before["ThreadTime"]) / took * 100
	return f
}

// mainThread returns what the browser counts of the main thread of the page, in seconds.
func mainThread(t *testing.T, page *browser.Page) map[string]float64 {
	t.Helper()
	values := map[string]float64{}
	err := chromedp.Do(page.Context(), func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, target, performance.Enable, performance.EnableParams{}); err != nil {
			return chromedp.Void{}, err
		}
		result, err := cdp.Call(ctx, target, performance.GetMetrics, cdp.Empty{})
		for _, metric := range result.Metrics {
			values[metric.Name] = metric.Value
		}
		return chromedp.Void{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// reportLoad says what the browser fetched until it showed the table, compressed as the server sent it.
func reportLoad(page *browser.Page) {
	bytes := browser.Eval[float64](page, `performance.getEntriesByType('resource').filter(r => /\.(js|css)$/.test(r.name)).reduce((sum, r) => sum + r.encodedBodySize, 0)`)
	report("dashboard, scripts and styles until the table is shown, gzip", fmt.Sprintf("%.0f kB", bytes/1000), "–", "–", "<= 220 kB")
}
