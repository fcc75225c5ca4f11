package planetoid

import "fmt"

// pyError says what is wrong with what a pickle holds.
type pyError struct{ error }

func pyErrorf(format string, values ...any) error { return pyError{fmt.Errorf(format, values...)} }
