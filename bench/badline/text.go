//go:build linux

package main

import "fmt"

// A text of 200 characters in three languages, with a number in it so that no two are the same.
var texts = map[string]string{
	"en": "Message %06d. Aircraft in difficulty, will cross the line at point 12 in eight minutes, unarmed. Do not engage. One engine out, two persons on board; radio on 121.5 MHz works in one direction only....",
	"ru": "Сообщение %06d. Самолёт терпит бедствие, пересечёт линию в точке 12 через восемь минут, без оружия. Огонь не открывать. Отказал один двигатель, на борту двое; радио на 121,5 МГц действует в одну сторону",
	"uk": "Повідомлення %06d. Літак зазнає лиха, перетне лінію в точці 12 за вісім хвилин, без зброї. Вогню не відкривати. Відмовив один двигун, на борту двоє; радіо на 121,5 МГц діє лише в один бік, чекаємо на",
}

// text returns the next text of a language, of exactly 200 characters.
func (t *trial) text(lang string) string {
	t.texts++
	r := []rune(fmt.Sprintf(texts[lang], t.run*100_000+t.texts))
	for len(r) < 200 {
		r = append(r, '.')
	}
	return string(r[:200])
}
