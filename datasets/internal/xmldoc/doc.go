// Package xmldoc goes through an XML document once, element by element, in memory that does not grow with the document.
//
//	d, err := xmldoc.Open(ctx, files.FromDisk, "power.graphml")
//	if err != nil {
//		return err
//	}
//	defer d.Close()
//	err = d.Root("graphml", func(element xml.StartElement) error {
//		if element.Name.Local != "graph" {
//			return d.Skip()
//		}
//		return d.Children(…)
//	})
//
// A function that is called with an element reads it up to its end, by Children, Text or Skip.
package xmldoc
