import { secureHeaders } from "hono/secure-headers";

/**
 * The headers of every answer. Styles and scripts come from the console's own files and nowhere else, none stands in a page, and no other
 * site may frame one. https://owasp.org/www-project-secure-headers/
 */
export const securityHeaders = ({ isHttps }: { readonly isHttps: boolean }) =>
  secureHeaders({
    contentSecurityPolicy: {
      ...{ defaultSrc: ["'none'"], styleSrc: ["'self'"], scriptSrc: ["'self'"], imgSrc: ["'self'"], connectSrc: ["'self'"] },
      ...{ formAction: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"], objectSrc: ["'none'"] },
    },
    ...{ xFrameOptions: "DENY", referrerPolicy: "same-origin", crossOriginOpenerPolicy: "same-origin" },
    ...{ crossOriginResourcePolicy: "same-origin", strictTransportSecurity: isHttps ? "max-age=31536000" : false },
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
  });
