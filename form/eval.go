package form

import (
	"fmt"
	"time"

	"parley"
	"parley/charter"
)

// Check evaluates the rules of a form on a notice, in the charter's order, and returns the flags that they raise. earlier
// are the notices of the same form that stand before it in its author's record, in that order; those that count are
// chosen here [FORM-21]. A rule that fails or costs too much gives a flag that says so [FORM-22].
func (r *Rules) Check(form string, n Notice, earlier []Notice) []Flag {
	rules := r.forms[form]
	if len(rules) == 0 {
		return nil
	}
	changed, compared := Changed(n, earlier)
	vars := map[string]any{"body": fieldsOf(n.Body.Fields), "time": n.Time.Time(), "party": string(n.Party),
		"status": StatusOf(n.Refers), "constant": r.constant,
		"earlier": seenBy(Standing(n, earlier)), "others": seenBy(Others(n, earlier)), "changed": changed, "compared": compared}
	var out []Flag
	for _, rule := range rules {
		result, _, err := rule.program.Eval(vars)
		switch {
		case err != nil:
			out = append(out, r.failed(form, rule, err))
		case result.Value() == true:
			out = append(out, Flag{Rule: rule.Name, Level: rule.Level, Sentence: rule.Sentence, Paragraph: rule.Paragraph,
				Unchecked: unchecked(rule.figures), Figures: rule.figures})
		}
	}
	return out
}

// failed is the flag of a rule that could not be evaluated.
func (r *Rules) failed(form string, rule compiled, err error) Flag {
	sentence := Of(r.charter, form).inAll(func(w *words) string { return fmt.Sprintf(w.notEvaluated, rule.Name) })
	return Flag{Rule: rule.Name, Level: charter.LevelNote, Sentence: sentence, Paragraph: rule.Paragraph, Failed: err.Error()}
}

// seenBy are notices as a rule sees them.
func seenBy(notices []Notice) []any {
	out := []any{}
	for _, e := range notices {
		out = append(out, map[string]any{"body": fieldsOf(e.Body.Fields), "time": e.Time.Time(), "status": StatusOf(e.Refers), "party": string(e.Party)})
	}
	return out
}

// fieldsOf returns values as CEL has them.
func fieldsOf(f Fields) map[string]any {
	out := make(map[string]any, len(f))
	for name, v := range f {
		out[name] = native(v)
	}
	return out
}

func native(v Value) any {
	if s, ok := asString(v); ok {
		return s
	}
	switch v := v.(type) {
	case Citation:
		return v.String()
	case Number:
		return int64(v)
	case Time:
		return parley.Millis(v).Time()
	case Duration:
		return time.Duration(v) * time.Millisecond
	case Place:
		return nativePlace(v)
	}
	rows := []any{}
	for _, row := range v.(Table) {
		rows = append(rows, fieldsOf(row))
	}
	return rows
}

func nativePlace(p Place) map[string]any {
	points := []any{}
	for _, at := range p.Points {
		points = append(points, map[string]any{"lat": int64(at.Lat), "lon": int64(at.Lon)})
	}
	return map[string]any{"kind": p.Kind, "precision": int64(p.Precision), "points": points, "metres": int64(p.Metres), "words": p.Words}
}
