{{ delivered('analysis_register') }}
