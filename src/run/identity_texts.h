// `${identity.ID.x}`: what an identity's certificate looks like where others write it down, as in
// the headers in which fronts forward it.
#pragma once

#include <string_view>

#include "run/identities.h"
#include "run/variables.h"

namespace shakedown::run {

/// The variables of this kind that `text` refers to, added to `table`: x is "der64" (base64 of the
/// DER), "pem-escaped" (PEM, percent-encoded as in nginx's $ssl_client_escaped_cert), "sha256" (hex
/// of the fingerprint) or "subject" (RFC 4514). An identity that cannot be had in this run makes
/// them unavailable, with the reason; the identity is made now if need be.
void AddIdentityTexts(std::string_view text, IdentityStore& identities, VariableTable* table);

}  // namespace shakedown::run
