"""What a WSGI server imports: `netwerkzorg.platform.wsgi:application`."""

from .app import create_app

application = create_app()
