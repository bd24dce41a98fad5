package form

import "parley/charter"

// Words returns a value that is no table as people read it, in a language of the charter: what Text writes beside the
// title of its field. field is one of the form's own or of a table of it. Control characters stand as they are.
func (f *Form) Words(lang string, field *charter.Field, v Value) string {
	return f.words(f.page(lang), field, v)
}
