// What to change, in the words of the server software that was recognised.
#pragma once

#include <string>

#include "diagnosis/dialect.h"

namespace shakedown::diagnosis {

/// Make the server trust an authority (`authority` is quoted text or "the CA ...").
std::string TrustAdvice(Product product, const std::string& authority);
/// Allow a chain with `intermediates` intermediates; products count differently.
std::string DepthAdvice(Product product, int intermediates);
/// Bring the server's revocation data up to date.
std::string RevocationAdvice(Product product);
/// Make the server ask for client certificates for a host (`host` may be empty).
std::string AskAdvice(Product product, const std::string& host);
/// Where the server wrote the reason.
std::string LogAdvice(Product product);

}  // namespace shakedown::diagnosis
