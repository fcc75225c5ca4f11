package device

import (
	"errors"
	"fmt"
)

// GPU is a description of one NVIDIA GPU. Sizes are in bytes.
type GPU struct {
	Name   string // as the driver says it
	Memory int64  // all of it, as the driver reports it

	Major, Minor int // the compute capability: 9 and 0 for Hopper

	Multiprocessors   int
	Cores             int     // float32 units of a multiprocessor
	ClockGHz          float64 // the highest
	Bandwidth         int64   // of the memory, in bytes a second
	L2                int64   // the cache that all multiprocessors share
	Threads           int     // that a multiprocessor holds at once
	SharedMemory      int64   // of a multiprocessor
	BlockSharedMemory int64   // that a block of threads can ask for
}

// String is the name.
func (g GPU) String() string { return g.Name }

// Validate refuses a description that lacks something.
func (g GPU) Validate() error {
	if g.Name == "" {
		return errors.New("device: a GPU without a name; give it one")
	}
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"Memory", g.Memory > 0}, {"Major", g.Major > 0}, {"Minor", g.Minor >= 0},
		{"Multiprocessors", g.Multiprocessors > 0}, {"Cores", g.Cores > 0}, {"ClockGHz", g.ClockGHz > 0},
		{"Bandwidth", g.Bandwidth > 0}, {"L2", g.L2 > 0}, {"Threads", g.Threads > 0},
		{"SharedMemory", g.SharedMemory > 0}, {"BlockSharedMemory", g.BlockSharedMemory > 0},
	} {
		if !f.is {
			return fmt.Errorf("device: the description of %s has no %s; give it, as device.H100 has it", g.Name, f.name)
		}
	}
	return nil
}

// WithMemory is the same GPU with another amount of memory, in bytes: of another model of the card, or a part of one
// that is shared.
func (g GPU) WithMemory(bytes int64) GPU {
	g.Memory = bytes
	return g
}
