// Package browser opens pages in a headless Chrome or Chromium, for checks of what a reader of a notebook sees.
package browser

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// ErrNone says that the machine has no browser. Its text is what a skipped check prints.
var ErrNone = errors.New("no Chrome or Chromium found: browser checks not run")

// Find is the path of Chrome or Chromium: the environment variable KILOLAYER_CHROME, else the first of the usual
// names on the PATH. Without one the error is ErrNone; a variable that names no program is an error of its own.
func Find() (string, error) {
	if named := os.Getenv("KILOLAYER_CHROME"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("browser: KILOLAYER_CHROME: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// Options say how a page is seen.
type Options struct {
	Width, Height int           // of the window, in CSS pixels; 0 means 760 × 900
	Dark          bool          // the reader prefers dark colours
	NoScripts     bool          // scripts do not run
	Limit         time.Duration // of all that is done with the page; 0 means 2 minutes
}

// Page is an open page.
type Page struct {
	ctx context.Context
	end func()

	mu       sync.Mutex
	problems []string
}

// Browser is a running browser with a profile of its own.
type Browser struct {
	ctx    context.Context
	cancel func()
}

// Start runs the browser. Close ends it.
func Start() (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "kilolayer-browser-")
	if err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.WSURLReadTimeout(time.Minute),
		// No page reaches a network, so what it would fetch there is a problem of its console.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	}
	allocated, endAllocated := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, endBrowser := chromedp.NewContext(allocated)
	b := &Browser{ctx: ctx, cancel: func() {
		endBrowser()
		endAllocated()
		_ = os.RemoveAll(profile) // a folder under the temporary one
	}}
	if err := chromedp.Do(ctx); err != nil {
		b.Close()
		return nil, fmt.Errorf("browser: start %s: %w", path, err)
	}
	return b, nil
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() { b.cancel() }

// Open loads a file in a tab of its own.
func (b *Browser) Open(file string, o Options) (*Page, error) {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	return b.OpenURL((&url.URL{Scheme: "file", Path: absolute}).String(), o)
}

// OpenURL loads a page in a tab of its own. Close closes the tab.
func (b *Browser) OpenURL(address string, o Options) (*Page, error) {
	if o.Width == 0 {
		o.Width, o.Height = 760, 900
	}
	if o.Limit == 0 {
		o.Limit = 2 * time.Minute
	}
	tab, endTab := chromedp.NewContext(b.ctx)
	ctx, endTime := context.WithTimeout(tab, o.Limit)
	p := &Page{ctx: ctx, end: func() { endTime(); endTab() }}
	go p.listen(chromedp.Console(ctx))
	colours := "light"
	if o.Dark {
		colours = "dark"
	}
	prepare := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: o.NoScripts}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}}})
		return err
	})
	err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(o.Width), int64(o.Height)), prepare,
		chromedp.Navigate(address))
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("browser: open %s: %w", address, err)
	}
	return p, nil
}

// Close closes the tab.
func (p *Page) Close() { p.end() }

// listen keeps the errors and warnings of the console, exceptions nobody caught among them.
func (p *Page) listen(messages iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range messages {
		if err != nil {
			return
		}
		switch m.Type {
		case chromedp.ConsoleError, chromedp.ConsoleWarning, chromedp.ConsoleException:
			p.mu.Lock()
			p.problems = append(p.problems, m.String())
			p.mu.Unlock()
		}
	}
}

// Problems are the errors and warnings that the page's console got so far.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// Eval evaluates a JavaScript expression in the page, waits for it if it is a promise, and gives its value.
func Eval[T any](p *Page, expression string) (T, error) {
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return value, fmt.Errorf("browser: evaluate: %w", err)
	}
	return value, nil
}

// WaitFor asks a JavaScript expression until it is true, at most for the given time.
func (p *Page) WaitFor(expression string, limit time.Duration) error {
	for end := time.Now().Add(limit); ; time.Sleep(50 * time.Millisecond) {
		ok, err := Eval[bool](p, "Boolean("+expression+")")
		if err != nil {
			return err
		}
		if ok {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("browser: after %v the page still has not: %s", limit, expression)
		}
	}
}

// Memory is how many bytes the page's scripts and elements hold after a garbage collection.
func (p *Page) Memory() (int64, error) {
	if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		return 0, fmt.Errorf("browser: collect garbage: %w", err)
	}
	heap, err := chromedp.Call(p.ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		return 0, fmt.Errorf("browser: heap: %w", err)
	}
	return int64(heap.UsedSize + heap.EmbedderHeapUsedSize + heap.BackingStorageSize), nil
}

// Screenshot is the whole page as PNG.
func (p *Page) Screenshot() ([]byte, error) {
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return nil, fmt.Errorf("browser: screenshot: %w", err)
	}
	return picture, nil
}
