{{ delivered('network_partnerships') }}
