package paper

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley/internal/node"
)

// filled sets every field that a view has, each to a text of its own.
func filled(v reflect.Value, name string) (texts []string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return filled(v.Elem(), name)
	case reflect.Struct:
		for i := range v.NumField() {
			texts = append(texts, filled(v.Field(i), name+" "+v.Type().Field(i).Name)...)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return filled(v.Index(0), name)
	case reflect.Map:
		m, x := reflect.MakeMap(v.Type()), reflect.New(v.Type().Elem()).Elem()
		texts = filled(x, name)
		m.SetMapIndex(reflect.ValueOf("party of "+name), x)
		v.Set(m)
	case reflect.String:
		v.SetString("<" + name + ">")
		return []string{v.String()}
	}
	return texts
}

// Whatever a view says stands on the paper: a field that is added to a view needs a place there, or a row here.
func TestNothingIsLeftOut(t *testing.T) {
	var m node.MessageView
	said := filled(reflect.ValueOf(&m).Elem(), "message")
	lacks(t, Message(m), said, "message Seq")
	var v node.ProceedingStory
	said = filled(reflect.ValueOf(&v).Elem(), "story")
	lacks(t, Proceeding(v, true), said,
		"ActsAllowed", "Ground", "Confirmed State", // what may be done now, and how it is settled, is for a screen: each act says it
		"story Seen", "story Allowed", "Entries Title", "Aside Title")
	var h node.WatchView
	said = filled(reflect.ValueOf(&h).Elem(), "watch")
	lacks(t, HandOver("Northland", h, true), said)
	lacks(t, WatchLog("Northland", "2026-11-22", []node.WatchView{h}, true), said)
}

func lacks(t *testing.T, d Document, said []string, but ...string) {
	t.Helper()
	var b strings.Builder
	for _, s := range d.texts() {
		fmt.Fprintln(&b, *s)
	}
	if len(said) < 15 {
		t.Fatalf("only %d texts", len(said))
	}
next:
	for _, s := range said {
		for _, x := range but {
			if strings.Contains(s, x) {
				continue next
			}
		}
		if !strings.Contains(b.String(), s) {
			t.Errorf("%s is not on the paper", s)
		}
	}
}

// EXERCISE stands on every page where a message is one, and nowhere else.
func TestExercise(t *testing.T) {
	if w := (node.WatchView{}); HandOver("", w, true).Exercise != "EXERCISE" || HandOver("", w, false).Exercise != "" || WatchLog("", "", nil, true).Exercise != "EXERCISE" {
		t.Error("the word of an exercise is missing on a hand-over, or stands where none is")
	}
	if Message(node.MessageView{}).Exercise != "" || Message(node.MessageView{Exercise: true}).Exercise != "EXERCISE" ||
		Proceeding(node.ProceedingStory{}, true).Exercise != "EXERCISE" || Proceeding(node.ProceedingStory{}, false).Exercise != "" {
		t.Error("the word of an exercise is missing, or stands where none is")
	}
}
