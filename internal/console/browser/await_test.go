package browser

import "github.com/chromedp/cdproto/runtime"

// awaited has a script's promise be waited for.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
