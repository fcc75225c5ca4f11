package weights

import (
	"testing"

	"github.com/kilolayer/kilolayer/internal/xla/quickly"
)

func TestMain(m *testing.M) { quickly.Run(m) }
