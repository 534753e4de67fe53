"""How often one address may ask to get in: the API and the pages count together.

Each of these hashes a password or has a mail sent, and whoever asks is not known yet.
"""

from touchline.server.kit.limits import limited

REGISTERING = [limited("30/minute", per="ip", together="registering")]
CONFIRMING = [limited("30/minute", per="ip", together="confirming")]
SIGNING_IN = [limited("60/minute", per="ip", together="signing_in")]
FORGETTING = [limited("30/minute", per="ip", together="forgetting")]
RESETTING = [limited("30/minute", per="ip", together="resetting")]
