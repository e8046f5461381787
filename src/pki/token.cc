// OpenSSL 3.0 has no provider for PKCS#11 in Debian 12; the engine interface is deprecated, not
// gone.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pki/token.h"

#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include "ossl/error_queue.h"

namespace shakedown::pki {
namespace {

constexpr std::string_view kScheme = "pkcs11:";

/// What the engine is asked with instead of a person.
struct Prompt {
  const Passphrase* pin = nullptr;
  bool asked = false;
};

int AnswerPrompt(UI* ui, UI_STRING* question) {
  auto* const prompt = static_cast<Prompt*>(UI_get0_user_data(ui));
  if (UI_get_string_type(question) != UIT_PROMPT) return 1;
  if (prompt == nullptr) return 0;
  prompt->asked = true;
  if (!*prompt->pin) return 0;
  return UI_set_result(ui, question, (*prompt->pin)->c_str()) == 0 ? 1 : 0;
}

UI_METHOD* Questioner() {
  static UI_METHOD* const method = [] {
    UI_METHOD* const made = UI_create_method("shakedown: never ask a person");
    UI_method_set_reader(made, AnswerPrompt);
    return made;
  }();
  return method;
}

/// The parts of a URI: "pkcs11:token=t;object=o?pin-value=1&module-path=/x.so".
struct TokenUri {
  std::vector<std::string> path;
  std::vector<std::string> query;
  std::string module;
};

std::string Decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    out += escape ? static_cast<char>(
                        std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16))
                  : text[i];
    if (escape) i += 2;
  }
  return out;
}

std::vector<std::string> SplitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

TokenUri Parse(std::string_view uri) {
  uri.remove_prefix(kScheme.size());
  const size_t question = std::min(uri.find('?'), uri.size());
  TokenUri parsed;
  parsed.path = SplitAt(uri.substr(0, question), ';');
  constexpr std::string_view kModule = "module-path=";
  for (std::string& part : SplitAt(uri.substr(std::min(question + 1, uri.size())), '&')) {
    if (part.starts_with(kModule)) {
      parsed.module = Decoded(std::string_view(part).substr(kModule.size()));
    } else {
      parsed.query.push_back(std::move(part));
    }
  }
  return parsed;
}

/// The URI for the engine: of the given type (RFC 7512 section 2.3), without the module.
std::string UriOf(const TokenUri& parsed, std::string_view type) {
  std::string uri(kScheme);
  for (const std::string& part : parsed.path) {
    if (!part.starts_with("type=")) uri += part + ';';
  }
  uri += "type=" + std::string(type);
  char separator = '?';
  for (const std::string& part : parsed.query) {
    uri += separator + part;
    separator = '&';
  }
  return uri;
}

/// The engine, started once with one module.
class TokenEngine {
 public:
  static TokenEngine& Instance() {
    static TokenEngine engine;
    return engine;
  }

  /// Starts the engine at the first call. Holders of `mutex` only.
  Result<ENGINE*> Start(const std::string& module) {
    if (engine_ == nullptr) return Begin(module);
    if (!module.empty() && module != module_) {
      return Error(ErrorCode::kUnsupported, "two PKCS#11 modules in one run")
          .WithHint("name the same module-path everywhere, or use p11-kit's proxy");
    }
    return engine_;
  }

  std::mutex mutex;  ///< the engine looks for objects with one session

 private:
  Result<ENGINE*> Begin(const std::string& module) {
    if (loaded_ == nullptr) {
      ENGINE_load_dynamic();
      loaded_ = ENGINE_by_id("pkcs11");
    }
    if (loaded_ == nullptr) {
      return Error(ErrorCode::kUnsupported, "OpenSSL's pkcs11 engine is not installed")
          .WithHint("apt-get install libengine-pkcs11-openssl");
    }
    // It would talk to standard error, and tries the module only when a key is asked for.
    ENGINE_ctrl_cmd_string(loaded_, "QUIET", nullptr, 1);
    const bool set =
        module.empty() || (access(module.c_str(), R_OK) == 0 &&
                           ENGINE_ctrl_cmd_string(loaded_, "MODULE_PATH", module.c_str(), 0) == 1);
    if (!set || ENGINE_init(loaded_) != 1) {
      return Error(ErrorCode::kUnsupported, "the PKCS#11 module cannot be used")
          .WithHint("name it as module-path in the URI or in PKCS11_MODULE_PATH; is it there?");
    }
    engine_ = loaded_;
    module_ = module;
    return engine_;
  }

  // Both live as long as the process: keys refer to the engine, and its library does not give back
  // what it holds when it is unloaded.
  ENGINE* loaded_ = nullptr;
  ENGINE* engine_ = nullptr;  ///< once it is started
  std::string module_;
};

Error NotLoaded(const char* what, const Prompt& prompt) {
  if (prompt.asked && !*prompt.pin) {
    return Error(ErrorCode::kPassphraseMissing, "the PKCS#11 token wants a PIN")
        .WithHint("name it with --pass env:NAME or --pass file:PATH");
  }
  if (prompt.asked) {
    return Error(ErrorCode::kPassphraseWrong, "the PKCS#11 token did not take the PIN, or has no " +
                                                  std::string(what) + " of that name")
        .WithHint(
            "see what it holds with: p11tool --list-all --login (tokens lock after few mistakes)");
  }
  return Error(ErrorCode::kFileRead, "the PKCS#11 URI names no " + std::string(what))
      .WithHint("see what is there with: p11tool --list-all");
}

}  // namespace

bool IsTokenUri(std::string_view name) { return name.starts_with(kScheme); }

Result<ossl::PkeyPtr> LoadTokenKey(std::string_view uri, const Passphrase& pin) {
  ossl::ClearErrors();
  const TokenUri parsed = Parse(uri);
  TokenEngine& tokens = TokenEngine::Instance();
  const std::lock_guard lock(tokens.mutex);
  const Result<ENGINE*> engine = tokens.Start(parsed.module);
  if (!engine) return engine.error();
  Prompt prompt{&pin};
  ossl::PkeyPtr key(
      ENGINE_load_private_key(*engine, UriOf(parsed, "private").c_str(), Questioner(), &prompt));
  ossl::ClearErrors();
  if (!key) return NotLoaded("private key", prompt);
  return key;
}

Result<ossl::X509Ptr> LoadTokenCertificate(std::string_view uri, const Passphrase& pin) {
  ossl::ClearErrors();
  const TokenUri parsed = Parse(uri);
  TokenEngine& tokens = TokenEngine::Instance();
  const std::lock_guard lock(tokens.mutex);
  const Result<ENGINE*> engine = tokens.Start(parsed.module);
  if (!engine) return engine.error();
  // The layout that the engine documents for this command.
  struct {
    const char* id;
    X509* certificate;
  } wanted = {nullptr, nullptr};
  const std::string name = UriOf(parsed, "cert");
  wanted.id = name.c_str();
  Prompt prompt{&pin};
  ENGINE_ctrl_cmd(*engine, "SET_USER_INTERFACE", 0, Questioner(), nullptr, 1);
  ENGINE_ctrl_cmd(*engine, "SET_CALLBACK_DATA", 0, &prompt, nullptr, 1);
  ENGINE_ctrl_cmd(*engine, "LOAD_CERT_CTRL", 0, &wanted, nullptr, 0);
  ENGINE_ctrl_cmd(*engine, "SET_CALLBACK_DATA", 0, nullptr, nullptr, 1);
  ossl::ClearErrors();
  if (wanted.certificate == nullptr) return NotLoaded("certificate", prompt);
  return ossl::X509Ptr(wanted.certificate);
}

}  // namespace shakedown::pki
