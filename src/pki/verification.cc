#include "pki/verification.h"

#include <algorithm>

#include "core/assert.h"
#include "ossl/error_queue.h"
#include "pki/verify_error.h"

namespace shakedown::pki {
namespace {

/// A hostile chain of a hundred certificates makes a few errors each.
constexpr size_t kMaxErrors = 1000;

/// What servers of our time run with; see the distributions' default cipher strings.
constexpr int kSecurityLevel = 2;

/// Verify callback: notes the error and lets the library go on.
int NoteAndContinue(int ok, X509_STORE_CTX* context) noexcept {
  if (ok == 1) return 1;
  auto* const errors = static_cast<std::vector<VerifyError>*>(X509_STORE_CTX_get_app_data(context));
  if (errors->size() < kMaxErrors) {
    errors->push_back({X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context)});
  }
  return 1;
}

ossl::X509StackPtr StackOf(std::span<const ossl::X509Ptr> first,
                           std::span<const ossl::X509Ptr> second) {
  ossl::X509StackPtr stack(sk_X509_new_null());
  SHAKEDOWN_ASSERT(stack != nullptr);
  for (const auto certificates : {first, second}) {
    for (const ossl::X509Ptr& certificate : certificates) {
      ossl::X509Ptr reference = ossl::UpRef(certificate.get());
      SHAKEDOWN_ASSERT(sk_X509_push(stack.get(), reference.get()) > 0);
      (void)reference.release();  // the stack owns it now
    }
  }
  return stack;
}

}  // namespace

bool Verification::complete() const {
  return !chain.empty() && std::none_of(errors.begin(), errors.end(), [](const VerifyError& e) {
    return IsBuildingError(e.error);
  });
}

bool Verification::Has(int error) const {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const VerifyError& e) { return e.error == error; });
}

Verification Verify(X509* leaf, std::span<const ossl::X509Ptr> untrusted,
                    std::span<const ossl::X509Ptr> more_untrusted, const TrustStore& trust,
                    const CheckOptions& options) {
  Verification result;
  const ossl::X509StackPtr candidates = StackOf(untrusted, more_untrusted);
  const ossl::StoreCtxPtr context(X509_STORE_CTX_new());
  const bool ready = context != nullptr &&
                     X509_STORE_CTX_init(context.get(), trust.store(), leaf, candidates.get()) == 1;
  SHAKEDOWN_ASSERT(ready);
  X509_STORE_CTX_set_default(context.get(),
                             options.purpose == Purpose::kClient ? "ssl_client" : "ssl_server");
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_auth_level(parameters, kSecurityLevel);
  if (options.at) {
    X509_VERIFY_PARAM_set_time(parameters,
                               static_cast<time_t>(options.at->time_since_epoch().count()));
  }
  X509_STORE_CTX_set_app_data(context.get(), &result.errors);
  X509_STORE_CTX_set_verify_cb(context.get(), NoteAndContinue);
  const int outcome = X509_verify_cert(context.get());
  if (outcome != 1 && result.errors.empty()) {
    // Failures outside the callback: an invalid certificate, no memory.
    const int error = X509_STORE_CTX_get_error(context.get());
    result.errors.push_back({error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error, 0});
  }
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    result.chain.push_back(ossl::UpRef(sk_X509_value(chain, i)));
  }
  if (result.chain.empty()) result.chain.push_back(ossl::UpRef(leaf));
  ossl::ClearErrors();
  return result;
}

}  // namespace shakedown::pki
