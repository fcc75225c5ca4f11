package weights

// slot is one tensor of a file: a run of one parameter's numbers, or a constant.
type slot struct {
	name       string
	shape      []int // in the file
	variable   int   // its place in Spec.Variables, -1 for a constant
	offset     int   // where in the variable's numbers the run starts
	transposed bool  // [out, in] in the file, [in, out] in the network
	value      float64
}

// at is where the file's number k lies in the variable.
func (s slot) at(k int) int {
	if !s.transposed {
		return s.offset + k
	}
	out, in := s.shape[0], s.shape[1]
	return s.offset + k%in*out + k/in
}

func (s slot) size() int {
	n := 1
	for _, d := range s.shape {
		n *= d
	}
	return n
}
