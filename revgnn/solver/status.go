package solver

import "fmt"

// Status tells why a solve stopped. Result holds it as an int32.
type Status int32

// The zero value means that a solve goes on; no result has it.
const (
	running    Status = iota
	Converged         // the residual is within the tolerance
	CapReached        // the iterations are used up
	Diverged          // the residual or the image grew past 1e6 times their first size
	NotFinite         // f gave a NaN or an infinity
)

// String says the status in words.
func (s Status) String() string {
	switch s {
	case Converged:
		return "converged"
	case CapReached:
		return "cap reached"
	case Diverged:
		return "diverged"
	case NotFinite:
		return "not finite"
	}
	return fmt.Sprintf("status %d", int32(s))
}
