// The gates of the matrix: how each one treats client certificates, by its own configuration, and
// what is true of each client there.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/matrix/world.h"
#include "tls/code_points.h"

namespace shakedown::matrix {

/// What a gate does with a client that presents nothing.
enum class Absence {
  kNotAsked,  ///< it never asks
  kOptional,
  kRequired,
};

/// What a gate checks, by configuration and by the nature of the product.
struct Policy {
  Absence absence = Absence::kRequired;
  bool verifies = true;        ///< looks at presented certificates at all
  int max_intermediates = -1;  ///< -1: no limit that the matrix meets
  Trust trust = Trust::kRoot;
  Lists lists = Lists::kNone;
  /// Without a list of some authority in the chain everybody below it is refused.
  bool lists_must_be_complete = true;
  /// Deviations that it lets pass.
  std::set<Client> tolerates;
  bool announces = true;  ///< the names of the authorities that it trusts
  /// Keys whose signatures it does not list in its request.
  std::set<Client> unsupported_keys;
};

/// How loudly a gate says what it dislikes.
enum class Voice {
  kAlerts,   ///< one alert for each kind of defect
  kOneWord,  ///< the same page or alert for everything
  kSilent,   ///< closes, or answers with a status that need not be about certificates
};

/// What is asked for besides the identity.
struct Approach {
  std::optional<std::string> sni;
  std::string host;
  std::string path = "/";
  bool offer_post_handshake_auth = false;
  /// Of another protocol than HTTP, "smtp": what is spoken, and whether TLS is asked for in clear.
  std::string scheme;
};

struct Gate {
  std::string server;
  std::string name;      ///< in reports
  std::string listener;  ///< gate of the server's plan; several gates may share one
  Policy policy;
  Voice voice = Voice::kAlerts;
  Approach approach;
  /// The cause whatever the client presents, if the gate decides for all alike.
  std::string always;
  /// Causes that cannot be told from `always` from outside, and why.
  std::vector<std::string> alternates;
  std::string why_alternates;
  /// Only these clients are tried; empty: all.
  std::set<Client> only;
  /// Not tried: what happens is up to chance, or two things would be wrong at once.
  std::set<Client> without;
  std::optional<tls::Version> version;  ///< only this one; absent: 1.2 and 1.3
  /// How it enforces, if absence is refused: the words of `diagnosis::ToString(Enforcement)`.
  std::string enforced = "required-tls";
};

/// All gates of all servers.
std::vector<Gate> AllGates();

/// What is true of a cell by construction.
struct Truth {
  std::string cause;  ///< "accepted" or an id of the catalogue
  /// Ids that cannot be told from it from outside; then the true one must be among the
  /// alternatives.
  std::vector<std::string> alternates;
  std::string why;
};

/// What is true of `client` at `gate`; nothing if there is no such cell because more than one thing
/// would be wrong. `with_trust`: the server's CA file and lists are at hand.
std::optional<Truth> TruthOf(const Gate& gate, Client client, tls::Version version,
                             bool with_trust);

/// How the gate enforces client certificates by its configuration, in the words of
/// `diagnosis::ToString(Enforcement)`; empty if what is met is not the gate alone.
std::string EnforcementOf(const Gate& gate);

}  // namespace shakedown::matrix
