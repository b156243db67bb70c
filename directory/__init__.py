"""Who and where: residents, the catalogue of organisations and services, the network around a resident."""
