// Package atomicfile writes files whole or not at all.
//
// A file is put together under a hidden, random name in the same folder and then renamed to its own name. Whoever reads
// the file meanwhile, and whatever stops the program, finds the old content or the new one and never a part:
//
//	err := atomicfile.Write("mine.csv", func(w io.Writer) error {
//		_, err := fmt.Fprintln(w, "node,class")
//		return err
//	})
//	if err != nil {
//		return fmt.Errorf("mine.csv can't be written: %w", err)
//	}
//
// The content is on the disk before the file gets its name, and the name is on the disk when a call returns, so that
// both last through a loss of power. A new file has the permissions 0666 before umask, as by [os.Create].
package atomicfile
