#include "diagnosis/hops/known_hop.h"

namespace shakedown::diagnosis {
namespace {

constexpr HopKind kKind = HopKind::kContentNetwork;

// Most content networks serve certificates of public authorities that anybody may use, so their
// issuers are no marks.
constexpr KnownHop kRows[] = {
    {"Cloudflare",
     kKind,
     "https://developers.cloudflare.com/fundamentals/reference/http-headers/",
     {{{"CF-RAY", ""}, {"CF-Cache-Status", ""}, {"Server", "cloudflare"}}},
     {{{"CN", "cloudflare inc "}}}},
    {"Amazon CloudFront",
     kKind,
     "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
     "RequestAndResponseBehavior.html",
     {{{"X-Amz-Cf-Id", ""},
       {"X-Amz-Cf-Pop", ""},
       {"Via", "(cloudfront)"},
       {"Server", "cloudfront"}}}},
    {"Fastly",
     kKind,
     "https://www.fastly.com/documentation/reference/http/http-headers/X-Served-By/",
     {{{"X-Served-By", "cache-"}, {"X-Fastly-Request-ID", ""}, {"Fastly-Debug-Digest", ""}}}},
    {"Akamai",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/kona.py",
     {{{"Server", "akamaighost"}}}},
    {"Azure Front Door",
     kKind,
     "https://learn.microsoft.com/en-us/azure/frontdoor/front-door-http-headers-protocol",
     {{{"X-Azure-Ref", ""}}}},
    {"Imperva",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/incapsula.py",
     {{{"X-CDN", "imperva"}, {"X-CDN", "incapsula"}, {"Set-Cookie", "visid_incap_"}}}},
    {"Sucuri",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/sucuri.py",
     {{{"X-Sucuri-ID", ""}, {"X-Sucuri-Cache", ""}, {"Server", "sucuri"}}}},
    {"bunny.net",
     kKind,
     "https://docs.bunny.net/cdn/troubleshooting/run-traceroute",
     {{{"Server", "bunnycdn"}}}},
    {"KeyCDN",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/keycdn.py",
     {{{"Server", "keycdn"}}}},
    {"Edgecast",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/edgecast.py",
     {{{"Server", "ecs ("}, {"Server", "ecd ("}, {"Server", "ecacc ("}}}},
    {"Vercel",
     kKind,
     "https://vercel.com/docs/headers/response-headers",
     {{{"X-Vercel-Id", ""}, {"Server", "vercel"}}}},
};

}  // namespace

std::span<const KnownHop> ContentNetworks() { return kRows; }

}  // namespace shakedown::diagnosis
