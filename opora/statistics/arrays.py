"""The arrays that the analysis passes around."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Numbers as double precision floats.
Floats = NDArray[np.float64]
#: Labels of any kind, such as school logins.
Labels = NDArray[Any]
