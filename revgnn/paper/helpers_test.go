package paper

import (
	"os"
	"testing"

	"github.com/kilolayer/kilolayer/internal/net/nettest"
)

func TestMain(m *testing.M) {
	if os.Getenv("XLA_FLAGS") == "" {
		// The compiler takes a third of the time. Trainings here are short, so the code's speed does not matter.
		os.Setenv("XLA_FLAGS", "--xla_backend_optimization_level=0")
	}
	os.Exit(m.Run())
}

// What the tests of networks share.
var (
	done     = nettest.Done
	proteins = nettest.Proteins
	classes  = nettest.Classes
	digits   = nettest.Digits
)
