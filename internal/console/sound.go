package console

import (
	"bytes"
	"encoding/binary"
	"math"
)

const (
	soundRate = 16000 // samples in a second
	soundMs   = 1600  // one turn of the alarm, which is repeated
)

// A tone is a part of a sound: two pitches in Hz, one after the other, from a moment on.
type tone struct{ from, to, low, high float64 }

// alarmSound returns one turn of the alarm as a WAV file. That of an exercise is another melody: three short even tones,
// where the alarm is two long rising ones.
func alarmSound(exercise bool) []byte {
	tones := []tone{{0, 0.55, 660, 880}, {0.65, 1.2, 660, 880}}
	if exercise {
		tones = []tone{{0, 0.16, 523, 523}, {0.24, 0.40, 523, 523}, {0.48, 0.64, 523, 523}}
	}
	samples := make([]int16, soundRate*soundMs/1000)
	for _, t := range tones {
		t.play(samples)
	}
	return wav(samples)
}

// play adds a tone, with soft edges, so that it does not click.
func (t tone) play(samples []int16) {
	const edge = 0.02
	phase := 0.0
	for i := int(t.from * soundRate); i < int(t.to*soundRate); i++ {
		at := float64(i) / soundRate
		phase += 2 * math.Pi * (t.low + (t.high-t.low)*(at-t.from)/(t.to-t.from)) / soundRate
		loud := min(1, (at-t.from)/edge, (t.to-at)/edge)
		samples[i] = int16(0.6 * loud * 32767 * (math.Sin(phase) + 0.25*math.Sin(2*phase)) / 1.25)
	}
}

// wav writes samples as a WAV file, 16 bit, one channel.
func wav(samples []int16) []byte {
	size := uint32(2 * len(samples))
	var b bytes.Buffer
	b.WriteString("RIFF")
	binary.Write(&b, binary.LittleEndian, 36+size)
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(soundRate), uint32(2 * soundRate), uint16(2), uint16(16)} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, size)
	binary.Write(&b, binary.LittleEndian, samples)
	return b.Bytes()
}
