# Samples of the parts gallery.
