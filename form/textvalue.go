package form

import (
	"parley"
	"parley/charter"
)

// parseValue reads the value of a field as people write it; tables are not among them.
func parseValue(path string, field *charter.Field, s string) (Value, error) {
	if v, ok := fromString(field.Kind, s); ok {
		return v, nil
	}
	switch field.Kind {
	case charter.KindNumber:
		if n, ok := parseDecimal(s, field.Decimals); ok {
			return Number(n), nil
		}
		return nil, bad("the field %q is %.40q; it is a number with %d decimals at most, such as %s", path, s, field.Decimals,
			decimal(int64(field.Max), field.Decimals))
	case charter.KindTime:
		if t, ok := parseTime(s); ok {
			return t, nil
		}
		return nil, bad("the field %q is %.40q; write a time in UTC like 2026-11-22T14:30Z or \"221430Z NOV 26\"", path, s)
	case charter.KindDuration:
		if d, ok := parseDuration(s); ok {
			return d, nil
		}
		return nil, bad("the field %q is %.40q; write a duration like 14d, 48h or 1h30m", path, s)
	case charter.KindReference:
		c, err := ParseCitation(s)
		if err != nil {
			return nil, bad("the field %q: %s", path, parley.SentenceOf(err))
		}
		return c, nil
	case charter.KindPlace:
		p, err := ParsePlace(s)
		if err != nil {
			return nil, bad("the place %q: %s", path, parley.SentenceOf(err))
		}
		return p, nil
	}
	return nil, bad("the field %q is a table; write its rows as JSON, or one value as %s[0].%s=...", path, path, field.Columns[0].Name)
}

// valueText writes a value that is no table as parseValue reads it.
func valueText(field *charter.Field, v Value) string {
	if s, ok := asString(v); ok {
		return s
	}
	switch v := v.(type) {
	case Number:
		return decimal(int64(v), field.Decimals)
	case Time:
		return parley.Millis(v).String()
	case Duration:
		return v.String()
	case Citation:
		return v.String()
	case Place:
		return v.String()
	}
	return ""
}
