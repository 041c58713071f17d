{{ overridden_seed('cycle_element_documents') }}
