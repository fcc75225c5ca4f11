package paper

import (
	"testing"

	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla/quickly"
)

func TestMain(m *testing.M) { quickly.Run(m) }

// What the tests of networks share.
var (
	done     = nettest.Done
	proteins = nettest.Proteins
	classes  = nettest.Classes
	digits   = nettest.Digits
)
