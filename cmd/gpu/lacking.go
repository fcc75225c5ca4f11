package main

import (
	"errors"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// lacking tells whether an error is that the CUDA wheels are not here.
func lacking(err error) bool { return errors.Is(err, xla.ErrNoCUDA) }
