"""Ways in from other systems, one deletable folder each. They call the apps' interfaces; no app knows them."""
