//go:build linux

package main

// withRatios gives rows in other languages their aim, the English median times the ratio of the bytes of the texts, and puts
// behind a bulk item that was overtaken how much longer it took than one that was not.
func withRatios(all []figure) (out []figure) {
	for _, f := range all {
		if f.size > 0 && f.lang != languages[0] {
			if en := find(all, f.name, f.on, f.what, languages[0]); en != nil && en.size > 0 {
				f.aim = en.median * float64(f.size) / float64(en.size)
			}
		}
		out = append(out, f)
		if alone := find(all, "use", f.on, bulkWhole, ""); f.name == "bulk" && f.what == bulkWhole && alone != nil {
			ratio := figure{title: f.title, name: f.name, on: f.on, value: value{what: "the same, over its time without the FLASH", unit: "x", aim: 1.05}, n: f.n}
			ratio.median, ratio.least, ratio.most = f.median/alone.median, f.least/alone.median, f.most/alone.median
			out = append(out, ratio)
		}
	}
	return out
}

func find(all []figure, name, on, what, lang string) *figure {
	for i := range all {
		if f := &all[i]; f.name == name && f.on == on && f.what == what && f.lang == lang {
			return f
		}
	}
	return nil
}
