package form

import "strings"

// Handed is numbered text as it is handed to people. Under a restricted charter its first line is a hint with the sentence
// of `restricted`, in the language of the text where the charter has it there [CHR-73]; Straighten takes it out, as it does
// the hints of a blank.
func (f *Form) Handed(lang string, b Body, exercise bool) ([]byte, error) {
	text, err := f.Numbered(lang, b, exercise)
	if err != nil || f.charter.Restricted == nil {
		return text, err
	}
	sentence := f.charter.Restricted[lang]
	if sentence == "" {
		sentence = f.charter.Restricted[f.charter.Authentic[0]]
	}
	return append([]byte(numberedHint+strings.Join(strings.Fields(sentence), " ")+"\n"), text...), nil
}
