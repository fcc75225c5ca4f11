package paper

import (
	"os"
	"testing"

	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla/quickly"
)

func TestMain(m *testing.M) {
	quickly.Compile()
	os.Exit(m.Run())
}

// What the tests of networks share.
var (
	done     = nettest.Done
	proteins = nettest.Proteins
	classes  = nettest.Classes
	digits   = nettest.Digits
)
