"""What a WSGI server imports: `netwerkzorg.platform.wsgi:application`."""

from .app import create_app
from .logs import configure_logs

configure_logs()
application = create_app()
