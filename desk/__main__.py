import sys

from desk.command import main

sys.exit(main())
