package xla

import (
	"os"
	"syscall"
)

func init() {
	mute = func() (restore func()) {
		nothing := func() {}
		null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
		if err != nil {
			return nothing
		}
		defer null.Close()
		saved, err := syscall.Dup(2)
		if err != nil {
			return nothing
		}
		syscall.CloseOnExec(saved)
		if err := syscall.Dup3(int(null.Fd()), 2, 0); err != nil {
			syscall.Close(saved)
			return nothing
		}
		return func() {
			_ = syscall.Dup3(saved, 2, 0) // there is nowhere to say that it failed
			syscall.Close(saved)
		}
	}
}
