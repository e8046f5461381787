// Which known client stacks a connection to our server may come from: by what the ClientHello
// offers, which a stack cannot hide, and by what the client says of itself, which it can make up.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/served.h"
#include "diagnosis/cause.h"
#include "diagnosis/client_profile.h"

namespace shakedown::diagnosis {

/// A profile that fits. Ids and names live as long as the program.
struct ClientFit {
  const ClientProfile* profile = nullptr;
  std::string_view id;
  std::string_view name;
  /// kLikely: the ClientHello and the client's own words agree. kPossible: one of them only.
  Certainty certainty = Certainty::kPossible;
  std::string because;  ///< one sentence
};

/// The TLS library that the ClientHello looks like ("openssl", "go", as in the profiles) and the
/// signs of it; empty if it looks like none that is known.
struct EngineSigns {
  std::string_view engine;
  std::string_view client;  ///< for people, "Go client"
  std::string_view name;    ///< for people, "Go's crypto/tls"
  std::string_view signs;
};
EngineSigns EngineOf(const tls::ClientHello& hello);

/// The profiles that fit, best first; empty if nothing is known. `http` may be null.
std::vector<ClientFit> FitClients(const tls::ClientHello& hello,
                                  const attempt::ServedRequest* http);

/// The clients for use in a sentence: "Go crypto/tls, net/http", "the OpenSSL client", "the
/// client".
std::string ClientText(std::span<const ClientFit> fits);

}  // namespace shakedown::diagnosis
