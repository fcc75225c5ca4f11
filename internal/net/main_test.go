package net

import (
	"os"
	"testing"

	"github.com/kilolayer/kilolayer/internal/xla/quickly"
)

func TestMain(m *testing.M) {
	quickly.Compile()
	os.Exit(m.Run())
}
