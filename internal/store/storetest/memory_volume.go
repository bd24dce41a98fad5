package storetest

import (
	"bytes"

	"parley"
	"parley/internal/store"
)

func copyVolume(v store.Volume) store.Volume {
	v.Bytes = bytes.Clone(v.Bytes)
	return v
}

func (r *reader) Volumes(charter parley.Hash) ([]store.Volume, error) {
	return copied(r.volumes.from(key(charter), ""), copyVolume), nil
}

func (t *tx) AddVolume(v store.Volume) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(v.Log.Volume); err != nil {
		return err
	}
	place := uint64(0)
	for old := range t.volumes.from(key(v.Log.Charter), "") {
		if old.Log == v.Log && !bytes.Equal(old.Bytes, v.Bytes) {
			return conflictf("volume %d is there with other bytes", v.Log.Volume)
		}
		if old.Log == v.Log {
			return nil
		}
		place++
	}
	t.volumes = t.volumes.with(key(v.Log.Charter, place), copyVolume(v))
	return nil
}
